"""The fitted parameters: trials of 2010-2020, emulators, what the censuses rule out, and the posterior."""
