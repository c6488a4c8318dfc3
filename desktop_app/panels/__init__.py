"""What stands around the canvas: panels that read the models and know no other panel."""
