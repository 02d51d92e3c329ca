package io.flatnet.cni.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in PEM (RFC 7468): PKCS #8 (RFC 5958), and the older PKCS #1 (RFC 8017 A.1.2) and
 * SEC 1 (RFC 5915) by putting them into the frame of the first. A cryptography library that reads
 * them would be a tenth of the agent's memory.
 */
final class PemKey {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN (RSA |EC |)PRIVATE KEY-----(.+?)-----END \\1PRIVATE KEY-----",
          Pattern.DOTALL);

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int SEC1_PARAMETERS = 0xa0;

  /** INTEGER 0: the version of RFC 5958's first form. */
  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  /** OID 1.2.840.113549.1.1.1 rsaEncryption and NULL (RFC 8017 A.1). */
  private static final byte[] RSA = {
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /** OID 1.2.840.10045.2.1 ecPublicKey (RFC 5480 2.1.1). */
  private static final byte[] EC = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private PemKey() {}

  /**
   * The first private key of a PEM text; other blocks before it are skipped.
   *
   * @throws GeneralSecurityException if there is none, it is encrypted, or of an unknown algorithm
   */
  static PrivateKey parse(byte[] pem) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(new String(pem, StandardCharsets.US_ASCII));
    if (!block.find()) {
      throw new InvalidKeySpecException(
          "the client key must be an unencrypted PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM");
    }
    byte[] content;
    try {
      content = Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException("the client key is no base64", e);
    }
    return switch (block.group(1)) {
      case "RSA " -> key(List.of("RSA"), framed(RSA, content));
      case "EC " -> key(List.of("EC"), framed(join(EC, curve(content)), content));
      default -> key(List.of("RSA", "EC", "EdDSA"), content);
    };
  }

  private static PrivateKey key(List<String> algorithms, byte[] pkcs8)
      throws GeneralSecurityException {
    InvalidKeySpecException refusal =
        new InvalidKeySpecException("the client key is none of " + algorithms);
    for (String algorithm : algorithms) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        refusal.addSuppressed(e);
      }
    }
    throw refusal;
  }

  private static byte[] framed(byte[] algorithm, byte[] key) {
    return element(
        SEQUENCE, join(VERSION, element(SEQUENCE, algorithm), element(OCTET_STRING, key)));
  }

  /** The curve's OID: ECPrivateKey's parameters [0] (RFC 5915 3), after the version and the key. */
  private static byte[] curve(byte[] sec1) throws InvalidKeySpecException {
    ByteBuffer in = ByteBuffer.wrap(content(ByteBuffer.wrap(sec1), SEQUENCE));
    while (in.hasRemaining()) {
      int tag = Byte.toUnsignedInt(in.get(in.position()));
      byte[] content = content(in, tag);
      if (tag == SEC1_PARAMETERS) {
        return content;
      }
    }
    throw new InvalidKeySpecException("the EC client key does not name its curve");
  }

  /** Reads one element (X.690 8.1); keys are shorter than 64 KiB. */
  private static byte[] content(ByteBuffer in, int wantedTag) throws InvalidKeySpecException {
    if (in.remaining() < 2 || Byte.toUnsignedInt(in.get()) != wantedTag) {
      throw new InvalidKeySpecException("the EC client key is broken");
    }
    int length = Byte.toUnsignedInt(in.get());
    if (length > 0x82 || length == 0x80 || in.remaining() < (length & 0x7f)) {
      throw new InvalidKeySpecException("the EC client key is broken");
    }
    if (length >= 0x80) {
      int octets = length & 0x7f;
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = (length << Byte.SIZE) | Byte.toUnsignedInt(in.get());
      }
    }
    if (length > in.remaining()) {
      throw new InvalidKeySpecException("the EC client key is cut short");
    }
    byte[] content = new byte[length];
    in.get(content);
    return content;
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> Byte.SIZE);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
