"""The desk of meetings: bodies, papers read together, decisions, tasks, minutes; and confirmed minutes for all."""
