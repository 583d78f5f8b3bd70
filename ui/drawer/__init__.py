"""The drawer under the form: how the page comes to its group, what it would be otherwise, what was changed on it."""
