//! The vendors' formats, one file each, in page order.
