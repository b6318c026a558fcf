"""The demo clinic: two invented centres with thirty invented patients, written through the actions only."""
