"""The scorecard of a programme: from its folder and its answers to figures that say where they come from."""

__version__ = "0.1.0"
