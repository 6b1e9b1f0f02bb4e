"""Line mode: the front end for screen readers, pipes and simple terminals."""
