"""Damage to the rows of a store, past its guards and with nothing in the audit."""


def damage(store, statement, parameters=()):
    """Alter rows through the connection of an open store, as a disk would: outside every transaction of its own."""
    with store._guarded.gathering():
        store._writer.execute(statement, parameters)


def take_off_guards(connection):
    """Let a connection that has no seat write to tables of record; the connection."""
    connection.create_function("seat_wrote", 2, lambda name, key: 1)
    return connection
