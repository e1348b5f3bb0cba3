"""What each kind of broker needs, told from its address."""


def broker_transport_options(url: str) -> dict[str, object]:
    """Return the options of the transport behind `url`."""
    if url.startswith("memory:"):
        # Seconds between two looks of the embedded worker at its own queue.
        return {"polling_interval": 0.25}
    # A broker that is away must fail a publication at once: the sweep finds what a hint missed.
    return {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def find_queue_type(url: str) -> str | None:
    """Return `quorum` for RabbitMQ, whose quorum queues survive the loss of a node, else None."""
    return "quorum" if url.startswith(("amqp:", "amqps:")) else None
