"""Where central keeps everything: one protocol, and behind it SQLite or PostgreSQL."""

from central.service.stores.protocol import Away, Conflict, Connection, Cursor, Row, Store, StoreFault, Value

__all__ = ["Away", "Conflict", "Connection", "Cursor", "Row", "Store", "StoreFault", "Value"]
