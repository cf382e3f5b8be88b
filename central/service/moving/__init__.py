"""From SQLite to PostgreSQL while terminals go on delivering: `kazasu central move`."""
