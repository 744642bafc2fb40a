"""The report: one HTML file that a policymaker can open, print and mail, with the network off."""
