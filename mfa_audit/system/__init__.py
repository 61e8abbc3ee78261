"""How the program meets its operating system: the schedule as Task Scheduler, systemd or cron want
it, and the console that it was started in. Windows only by name: it is where most of this is
needed, and every module can be imported everywhere.
"""
