"""Judge: facts about accounts and what follows from them. No I/O, no clock, nothing of ours."""
