"""The pages, and the program that writes the reference among them."""
