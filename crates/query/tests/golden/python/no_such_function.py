def detect(event):
    return True
