"""`python -m sim` is the command `xiancheng`."""

from .views.cli import main

if __name__ == "__main__":
    main()
