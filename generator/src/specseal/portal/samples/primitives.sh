# Bytes are written in hexadecimal.
hex() {
  od -An -v -tx1 | tr -d ' \n'
}

unhex() {
  printf "$(sed 's/../\\x&/g')"
}

hmac() { # algorithm, key, data
  printf '%s' "$3" | unhex | openssl dgst "-$1" -mac HMAC -macopt "hexkey:$2" | sed 's/.*= *//'
}

digest() { # algorithm, data
  printf '%s' "$2" | unhex | openssl dgst "-$1" | sed 's/.*= *//'
}

bytes() {
  printf '%s' "$1" | hex
}

base64_of() {
  printf '%s' "$1" | unhex | openssl base64 -A
}

rfc3986() {
  local LC_ALL=C text=$1 out= char i
  for ((i = 0; i < ${#text}; i++)); do
    char=${text:i:1}
    case $char in
      [A-Za-z0-9._~-]) out+=$char ;;
      *) out+=$(printf '%%%02X' "$(($(printf %d "'$char") & 255))") ;;
    esac
  done
  printf '%s' "$out"
}

form_escape() {
  rfc3986 "$1" | sed 's/%20/+/g'
}

uuid() {
  openssl rand -hex 16 | sed -E 's/(.{8})(.{4}).(.{3}).(.{3})(.{12})/\1-\2-4\3-a\4-\5/'
}

random_digits() { # how many
  LC_ALL=C tr -cd 0-9 < /dev/urandom | head -c "$1"
}
