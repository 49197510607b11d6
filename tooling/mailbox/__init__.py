"""Development only: reads in the browser what the mail catcher kept. Mounted when JO_MAILBOX_DIR is set."""
