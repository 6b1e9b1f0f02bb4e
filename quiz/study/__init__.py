"""What both front ends drive: banks on offer, attempts, and their safe keeping."""
