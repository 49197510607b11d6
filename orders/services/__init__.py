"""One function per use case. Each is atomic: state, timeline, clocks and queued mail commit together."""
