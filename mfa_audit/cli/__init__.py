"""The door: commands, options, exit codes. Only this room prints, prompts or exits."""
