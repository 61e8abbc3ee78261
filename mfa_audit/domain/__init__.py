"""Judge: facts about accounts and sign-ins, and what follows from them. No I/O, no clock."""
