"""Pages and endpoints: health now; console, editor and the sealed page have their place here later."""
