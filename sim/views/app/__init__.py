"""The browser view: a page over `sim.mesa_model`, served on this machine. `server` starts it, `page` is the page."""
