"""The list of pages: state, order, filter."""
