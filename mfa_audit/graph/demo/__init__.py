"""The demo tenant: Contoso, served below the SDK so that everything above the socket is real."""
