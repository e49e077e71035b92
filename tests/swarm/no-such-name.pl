#!/usr/bin/perl
# A name server that knows no name, and says so at once. An engine whose own name server does not answer lets each
# unknown name cost 20 s.
use strict;
use warnings;
use IO::Socket::INET;

my $socket = IO::Socket::INET->new(Proto => 'udp', LocalAddr => $ARGV[0], LocalPort => 53) or die "$ARGV[0]:53: $!";
while (1) {
    my $from = $socket->recv(my $query, 512);
    next if !defined $from || length $query < 12;
    # The question comes back as it is, with the flags of an answer: no such name.
    substr($query, 2, 2) = pack 'n', 0x8183;
    substr($query, 6, 6) = pack 'n3', 0, 0, 0;
    $socket->send($query, 0, $from);
}
