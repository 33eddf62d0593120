"""Pictures of the country: values of municipalities on a map; reads, never writes."""
