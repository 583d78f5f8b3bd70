"""Small dialogs: messages, first start, result of an import, keys."""
