"""The fourth layer: the generated client, held to what the server says and to what it has to send."""
