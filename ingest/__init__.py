"""The web and files people bring -> items."""
