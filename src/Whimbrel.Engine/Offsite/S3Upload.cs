using Amazon.S3;
using Amazon.S3.Model;

namespace Whimbrel.Engine.Offsite;

/// <summary>An object that comes in parts: while one is on its way, the next is filled.</summary>
internal sealed class S3Upload(AmazonS3Client client, string bucket, string key) : IUpload
{
    /// <summary>S3 takes none under 5 MB but the last.</summary>
    private const int FirstPart = 8 << 20;

    /// <summary>S3 takes 10,000: after so many of one size they are twice as large, so that no archive is too long.</summary>
    private const int PartsOfOneSize = 1000;

    private readonly CancellationTokenSource _end = new();
    private readonly List<PartETag> _tags = [];
    private byte[] _part = new byte[FirstPart];
    private int _filled;
    private int _number;
    private Task _sending = Task.CompletedTask;

    /// <summary>The id of an upload that has begun and not ended.</summary>
    public string? Unfinished { get; private set; }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var taken = Math.Min(bytes.Length, _part.Length - _filled);
            bytes[..taken].CopyTo(_part.AsMemory(_filled));
            (_filled, bytes) = (_filled + taken, bytes[taken..]);
            if (_filled == _part.Length)
            {
                await SendPartAsync();
            }
        }
    }

    public async Task EndAsync(CancellationToken ct)
    {
        await SendPartAsync();
        await _sending;
        await S3Errors.GuardAsync(() => client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = Unfinished, PartETags = _tags }, ct));
        Unfinished = null;
    }

    /// <summary>What has arrived is taken away by whoever removes the object.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    /// <summary>Waits until the part before is there.</summary>
    private async Task SendPartAsync()
    {
        await _sending;
        Unfinished ??= (await S3Errors.GuardAsync(() => client.InitiateMultipartUploadAsync(bucket, key, _end.Token))).UploadId;
        _number++;
        _sending = SendAsync(new MemoryStream(_part, 0, _filled), _number);
        (_part, _filled) = (new byte[FirstPart << (_number / PartsOfOneSize)], 0);
    }

    private async Task SendAsync(MemoryStream part, int number)
    {
        var request = new UploadPartRequest { BucketName = bucket, Key = key, UploadId = Unfinished, PartNumber = number, InputStream = part, PartSize = part.Length, UseChunkEncoding = false };
        var answer = await S3Errors.GuardAsync(() => client.UploadPartAsync(request, _end.Token));
        _tags.Add(new PartETag(number, answer.ETag));
    }
}
