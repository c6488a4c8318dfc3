"""What a person means to do, as an edit: pure functions of the document, without Qt."""
