"""What figures do: read, asked for, frozen, disputed."""
