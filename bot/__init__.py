"""The running application: the only part of Amparo that touches the world."""
