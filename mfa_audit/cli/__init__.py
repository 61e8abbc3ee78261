"""The command line: commands, options, exit codes. Only this package prints, prompts or exits."""
