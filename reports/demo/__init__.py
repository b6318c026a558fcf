"""The demo clinic: two invented centres with twelve invented patients, written through the actions only."""
