"""What came of a survey: counted, considered, its comments sorted, published as an edition."""
