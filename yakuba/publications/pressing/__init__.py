"""One press for each format. Each takes a document and gives the same bytes or words for the same document."""
