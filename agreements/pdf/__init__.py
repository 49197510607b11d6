"""An agreement as a PDF file: the print of a DocumentText, made by a worker and kept with the version."""
