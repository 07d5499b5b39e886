#!/usr/bin/env python
"""Django's own commands; everything an operator needs is under `yakuba`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.settings")
execute_from_command_line(sys.argv)
