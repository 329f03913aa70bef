"""Task cards (과제정의서) for the departments: what a card shows (`card`), and its forms (`spreadsheet`, `documents`, `files`)."""
