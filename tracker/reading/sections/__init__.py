"""What each part of a document is for."""
