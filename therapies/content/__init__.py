"""What is said: sentences, takeaways, and what each page shows, as plain values."""
