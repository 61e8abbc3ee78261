"""What the program needs from the operating system: the schedule for Task Scheduler, systemd or
cron, and the console. Most of it is for Windows, but every module can be imported everywhere.
"""
