"""What the product costs beside a bare floor, over HTTP, at several sizes: `script/bench`."""
