def page(ledger):
    return ""
