using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Whimbrel.Engine.Postgres.Tunnel;

namespace Whimbrel.Engine.Tests.Postgres;

/// <summary>The relay's script with one of the programs that an image may have.</summary>
public sealed class RelayTests : IDisposable
{
    private const int NotFound = 127;

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("perl")]
    [InlineData("bash", "cat")]
    public async Task Hands_on_every_byte_both_ways_and_ends_with_the_server(params string[] programs)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var relay = Start(((IPEndPoint)listener.LocalEndpoint).Port, programs);
        using var server = await listener.AcceptTcpClientAsync(Ct);
        var (sent, received) = (RandomNumberGenerator.GetBytes(1_000_003), new byte[1_000_003]);

        var sending = SendAsync(relay.StandardInput.BaseStream, sent);
        var echoing = EchoAsync(server.GetStream(), sent.Length);
        await relay.StandardOutput.BaseStream.ReadExactlyAsync(received, Ct);
        await Task.WhenAll(sending, echoing);

        received.AsSpan().SequenceEqual(sent).ShouldBeTrue();
        server.Close();
        await relay.WaitForExitAsync(Ct);
        (relay.ExitCode, await relay.StandardError.ReadToEndAsync(Ct)).ShouldBe((0, ""));
    }

    [Theory]
    [InlineData("perl")]
    [InlineData("bash", "cat")]
    public async Task Ends_when_nobody_is_there_any_more(params string[] programs)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var relay = Start(((IPEndPoint)listener.LocalEndpoint).Port, programs);
        using var server = await listener.AcceptTcpClientAsync(Ct);

        relay.StandardInput.Close();

        await relay.WaitForExitAsync(Ct);
        (await server.GetStream().ReadAsync(new byte[1], Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task Bash_sees_an_end_that_was_there_before_it_looked()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        for (var i = 0; i < 50; i++)
        {
            using var relay = Start(((IPEndPoint)listener.LocalEndpoint).Port, ["bash", "cat"]);
            relay.StandardInput.Close();
            using var server = await listener.AcceptTcpClientAsync(Ct);
            if (i % 2 == 0)
            {
                server.Close();
            }

            await relay.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct);
            relay.ExitCode.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Says_what_an_image_must_have()
    {
        using var relay = Start(1, []);

        await relay.WaitForExitAsync(Ct);

        relay.ExitCode.ShouldBe(NotFound);
        (await relay.StandardError.ReadToEndAsync(Ct)).ShouldStartWith("neither perl, nor bash, nor nc is in the container");
    }

    private static async Task SendAsync(Stream input, byte[] bytes)
    {
        await input.WriteAsync(bytes, Ct);
        await input.FlushAsync(Ct);
    }

    private static async Task EchoAsync(NetworkStream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, Ct);
        await stream.WriteAsync(bytes, Ct);
    }

    private Process Start(int port, string[] programs)
    {
        foreach (var program in programs.Append("sh").Where(p => !File.Exists(Path.Combine(_folder.Path, p))))
        {
            File.CreateSymbolicLink(Path.Combine(_folder.Path, program), Path.Combine("/usr/bin", program));
        }

        var start = new ProcessStartInfo("/usr/bin/sh", ["-c", Relay.Script, "sh", "127.0.0.1", port.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = _folder.Path;
        return Process.Start(start)!;
    }
}
