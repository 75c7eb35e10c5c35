"""A plain chat on Channels, as its documentation teaches it: what `benchmarks.live` measures beside
ours. It keeps its messages, and asks nobody who they are."""
