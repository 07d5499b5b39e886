"""One file for each kind of publication: what it is declared by, and how its document is built."""
