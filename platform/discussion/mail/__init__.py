"""Mail about discussions: digests, mentions and answers, and what people must be told of."""
