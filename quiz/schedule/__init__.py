"""When questions come back: ratings, the schedule, study days; pure."""
